/* SPDX-License-Identifier: BSD-2-Clause */
/* What the monitor answers to requests. */
#ifndef MONITOR_ANSWER_H
#define MONITOR_ANSWER_H

#include <cos/start.h>
#include <evm/control.h>

/* Finds the configuration. Returns false if there is none. */
bool answer_begin(const struct cos_start *start);
/* Fills in the answer to a request, up to control_seal(). Returns false if it is none. */
bool answer_make(const struct control_frame *request, struct control_frame *answer);
/* The last answer is on its way. The monitor may have promised its own end: it comes now. */
void answer_sent(void);

#endif
