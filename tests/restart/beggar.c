/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls the part that knows devices in a loop: reads and writes its device's configuration space.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <devices.h>

#define CACHE_LINE 0x0c /* register */

int main(const struct cos_start *start)
{
    (void)start;
    for (uint64_t value = 0;; value = !value) {
        cos_call(COS_SLOT_DEVICES, DEVICES_READ, 0, CACHE_LINE, 0);
        cos_call(COS_SLOT_DEVICES, DEVICES_WRITE, 0, CACHE_LINE, value);
    }
}
