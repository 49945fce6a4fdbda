/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends as its first argument says in as many lives as its second says; the component that it calls
 * counts them. Later it ends as its third argument says, or waits. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

static const char *argument(const struct cos_start *start, unsigned number)
{
    for (uint32_t i = 0; i < start->blob_count; i++) {
        const char *text = (const char *)start->blobs[i].address,
                   *end = text + start->blobs[i].bytes;

        if (strcmp(start->blobs[i].name, "args") == 0) {
            for (; number > 0 && text < end; number--)
                text += strlen(text) + 1;
            return text < end ? text : "";
        }
    }
    return "";
}

int main(const struct cos_start *start)
{
    const char *how = argument(start, 0);
    uint64_t events = 0;
    long life = (long)cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value;

    cos_print("life %ld\n", life);
    if (life > argument(start, 1)[0] - '0')
        how = argument(start, 2);
    if (strcmp(how, "crash") == 0)
        *(volatile uint64_t *)0x123456789000 = 1;
    if (strcmp(how, "fail") == 0)
        return 3;
    if (strcmp(how, "again") == 0)
        cos_reboot();
    if (strcmp(how, "end") == 0)
        return 0;
    if (strcmp(how, "sink") == 0)
        cos_call(COS_SLOT_CALL + 1, 0, 0, 0, 0);
    while (!(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return 0;
}
