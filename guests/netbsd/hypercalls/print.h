/* SPDX-License-Identifier: BSD-2-Clause */
/* Console output of the VM (rumpuser_putchar(), rumpuser_dprintf()) is collected into lines. */
#ifndef NETBSD_PRINT_H
#define NETBSD_PRINT_H

/* Ends and sends an unfinished line, if there is one. */
void print_end_line(void);

#endif
