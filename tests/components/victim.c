/* SPDX-License-Identifier: BSD-2-Clause */
/* A component that faults as soon as it runs, holding some kernel objects made
 * from its own memory. */
#include <cos/syscall.h>

#include "domain.h"

int main(const struct cos_start *start)
{
    static struct domain domain;

    (void)start;
    domain_make(&domain, 0, COS_SLOT_SUPERVISOR);
    *(volatile uint64_t *)0x123456789000 = 1;
    return 0;
}
