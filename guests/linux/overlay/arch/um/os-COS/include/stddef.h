/* SPDX-License-Identifier: GPL-2.0 */
/* What the link library needs of <stddef.h>, from the kernel's own types. */
#ifndef COS_STDDEF_H
#define COS_STDDEF_H

#include <linux/stddef.h>

#endif
