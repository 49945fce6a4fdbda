/* SPDX-License-Identifier: BSD-2-Clause */
/* How the kernel finds the image; the one part of the image's description that assembly needs. */
#ifndef EVM_IMAGE_REF_H
#define EVM_IMAGE_REF_H

#define EVM_IMAGE_REF_MAGIC 0x46455247494d5665

#endif
