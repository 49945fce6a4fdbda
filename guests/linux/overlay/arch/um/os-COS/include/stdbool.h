/* SPDX-License-Identifier: GPL-2.0 */
/* What the link library needs of <stdbool.h>, from the kernel's own types. */
#ifndef COS_STDBOOL_H
#define COS_STDBOOL_H

#include <linux/types.h>

#endif
