/* SPDX-License-Identifier: BSD-2-Clause */
/* Console output of the VM (rumpuser_putchar(), rumpuser_dprintf()) is collected to lines. */
#ifndef NETBSD_PRINT_H
#define NETBSD_PRINT_H

/* Ends the line, if one is begun, and sends it. */
void print_end_line(void);

#endif
