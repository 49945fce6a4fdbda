/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIVES_H
#define LIVES_H

#define LIVES 50 /* that users see of the components that they use; the manifests' `times=` */

#endif
