/* SPDX-License-Identifier: BSD-2-Clause */
/* Console output of the VM (rumpuser_putchar(), rumpuser_dprintf()) is collected to lines. */
#ifndef NETBSD_PRINT_H
#define NETBSD_PRINT_H

/* Sends what there is of an unfinished line. */
void print_flush(void);

#endif
