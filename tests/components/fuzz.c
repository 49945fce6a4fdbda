/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes system calls with random operations, slots and arguments until it breaks itself or has made enough of them. Its
 * seed comes from the component that watches it, through gate 0 of that; the kernel and the others must go on.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "random.h"

#define CALLS    3000
#define OWN_LINK COS_LINK_ADDRESS(5, 0) /* it is the second component of the manifest */

__asm__(".globl evm_fpu\n .set evm_fpu, 1"); /* this component uses the FPU */

/* A number of a kind that operations take: small, a slot, a page, an address, rights, anything. */
static uint64_t argument(struct random *random)
{
    static const uint64_t edges[] = {0, 1, COS_SLOTS, COS_USER_TOP, COS_FOREVER, 1ull << 63, 0xffffffff80000000, 0x400000,
                                     OWN_LINK};
    uint64_t value = random_next(random);

    switch (random_next(random) % 6) {
    case 0:
        return value % 8;
    case 1:
        return value % 128;
    case 2:
        return edges[value % (sizeof edges / sizeof edges[0])];
    case 3:
        return COS_START + value % 0x1000 * COS_PAGE_SIZE;
    case 4:
        return value >> value % 64;
    default:
        return cos_tsc() + value % 100000; /* a deadline */
    }
}

static uint64_t slot(struct random *random)
{
    uint64_t value = random_next(random);

    return value % 8 ? value % 80 : value % 0x1000000;
}

int main(const struct cos_start *start)
{
    struct random random = {.state = cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value};

    (void)start;
    for (unsigned i = 0; i < CALLS; i++) {
        uint64_t a[6];

        for (unsigned j = 0; j < 6; j++)
            a[j] = argument(&random);
        unsigned op = random_next(&random) % (COS_OPS + 2);

        if (random_next(&random) % 8 == 0)
            __asm__ volatile("pxor %xmm0, %xmm0");
        if (op == COS_OP_CALL)
            cos_call(slot(&random), a[0], a[1], a[2], a[3]);
        else
            cos_syscall(op, slot(&random), a[0], a[1], a[2], a[3], a[4], a[5]);
    }
    return 0;
}
