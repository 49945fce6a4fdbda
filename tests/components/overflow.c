/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses as many KiB of a stack as its argument says, or, when called, the whole stack. */
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define FRAME 256

COS_ENTRY(evm_gate_0, dig);

static __attribute__((noinline)) unsigned use(unsigned frames)
{
    volatile char frame[FRAME];

    frame[0] = (char)frames;
    return frames == 0 ? (unsigned char)frame[0] : use(frames - 1) + (unsigned char)frame[0];
}

/* One frame; it writes only to its end. */
static __attribute__((noinline)) unsigned jump(unsigned value)
{
    volatile char frame[3 * COS_PAGE_SIZE];

    frame[0] = (char)value;
    return (unsigned char)frame[0];
}

struct cos_result dig(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                      uint64_t thread)
{
    (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = a0 ? jump((unsigned)a0) : use(UINT16_MAX)};
}

int main(const struct cos_start *start)
{
    const char *text = start->blob_count > 0 ? (const char *)start->blobs[0].address : "0";
    uint64_t events = 0;
    unsigned kib = 0;

    while (*text != 0)
        kib = 10 * kib + (unsigned)(*text++ - '0');
    use(kib * (1024 / FRAME));
    cos_print("%u KiB used\n", kib);
    while (kib == 0 && !(events & COS_EVENT_POWER))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return 0;
}
