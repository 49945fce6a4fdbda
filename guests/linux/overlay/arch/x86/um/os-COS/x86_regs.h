/* SPDX-License-Identifier: GPL-2.0 */
/* What programs for x86-64 expect of registers that UML does not look at. */
#ifndef X86_REGS_H
#define X86_REGS_H

#define USER_CS 0x33
#define USER_SS 0x2b

#endif
