/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tool knows of the machine that systems run on: here x86-64. tool/meson.build chooses the
 * folder. */
#ifndef TARGET_H
#define TARGET_H

#define TARGET_FOLDER "x86_64" /* name of the folders that hold code for this machine */
#define TARGET_NAME   "x86-64" /* in messages */

#endif
