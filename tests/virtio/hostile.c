/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver's side, compiled with a hook before each load (__sanitizer_cov_load*). */
#include "hostile.h"

#include "../../lib/pci/device.c"
#include "../../lib/virtio/device.c"
#include "../../lib/virtio/queue.c"
