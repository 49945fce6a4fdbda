/* SPDX-License-Identifier: BSD-2-Clause */
/* Storms of messages, which the kernel finds (COS_IRQ_STORMS). */
#ifndef DEVICES_STORMS_H
#define DEVICES_STORMS_H

#include <stdint.h>

/* Holds back the messages of the lines that storm (cos_irq_storms()), and lets those through whose
 * time is over. now: TSC time. Returns when to call it again, at the latest. */
uint64_t storms_look(uint64_t lines, uint64_t now);

#endif
