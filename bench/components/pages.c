/* SPDX-License-Identifier: BSD-2-Clause */
/* What the component before this one in the manifest takes of the machine's memory. */
#include <booter.h>
#include <cos/abi.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, start->id - 1, 0, 0).value;

    if (pages < 0)
        cos_print("bench additional_vm_kib absent: error %lld\n", (long long)pages);
    else
        cos_print("bench additional_vm_kib %lld\n", (long long)(pages * (COS_PAGE_SIZE / 1024)));
    return pages < 0;
}
