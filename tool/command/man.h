/* SPDX-License-Identifier: BSD-2-Clause */
/* The manual page evm(1), from the verbs' tables. */
#ifndef MAN_H
#define MAN_H

void show_man(void);

#endif
