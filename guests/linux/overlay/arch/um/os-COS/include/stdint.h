/* SPDX-License-Identifier: GPL-2.0 */
/* What COS's interface headers need of <stdint.h>, from the kernel's own types. */
#ifndef COS_STDINT_H
#define COS_STDINT_H

#include <linux/types.h>

#endif
