/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MORE_H
#define MORE_H

/* Twice as much. */
int more(int number);

#endif
