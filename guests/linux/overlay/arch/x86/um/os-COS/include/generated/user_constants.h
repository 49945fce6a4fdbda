/* SPDX-License-Identifier: GPL-2.0 */
/* UML's, with room for the extended state that fpu.h describes in place of what a host may have. */
#ifndef COS_USER_CONSTANTS_H
#define COS_USER_CONSTANTS_H

#include_next <generated/user_constants.h>

#undef HOST_FP_SIZE
#define HOST_FP_SIZE ((832 + 64) / 8) /* in longs; it is aligned within */

#endif
