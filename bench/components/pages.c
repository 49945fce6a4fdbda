/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints how much of the machine's memory the component before this one in the manifest takes, and
 * the one behind it, if any. */
#include <booter.h>
#include <cos/abi.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

static int64_t kib(uint64_t id)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value;

    return pages < 0 ? pages : pages * (COS_PAGE_SIZE / 1024);
}

int main(const struct cos_start *start)
{
    int64_t before = kib(start->id - 1), behind = kib(start->id + 1);

    if (before < 0)
        cos_print("bench additional_vm_kib absent: error %lld\n", (long long)before);
    else
        cos_print("bench additional_vm_kib %lld\n", (long long)before);
    if (behind >= 0)
        cos_print("bench behind_kib %lld\n", (long long)behind);
    return before < 0;
}
