// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/watchdog (feature `watchdog`), by Linux's own watchdog core. A program that opens it has a
 * time within which it must write to it again; watchdog.c gives no signs of life after that.
 */
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/watchdog.h>
#include <supervisor.h>
#include "cos_um.h"

#define SECONDS 60 /* a program's time, unless it chooses another one */

static u64 pinged; /* ns */

static int ping(struct watchdog_device *device)
{
    pinged = ktime_get_ns();
    cos_watchdog_ping(device->timeout);
    return 0;
}

static int stop(struct watchdog_device *device)
{
    cos_watchdog_ping(0);
    return 0;
}

/* Linux pings after it. */
static int set_time(struct watchdog_device *device, unsigned int seconds)
{
    device->timeout = seconds;
    return 0;
}

static unsigned int time_left(struct watchdog_device *device)
{
    u64 passed = div_u64(ktime_get_ns() - pinged, NSEC_PER_SEC);

    return passed < device->timeout ? device->timeout - passed : 0;
}

static const struct watchdog_info info = {
    .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING | WDIOF_MAGICCLOSE | WDIOF_CARDRESET,
    .identity = "COS supervisor",
};

static const struct watchdog_ops operations = {
    .start = ping,
    .stop = stop,
    .ping = ping,
    .set_timeout = set_time,
    .get_timeleft = time_left,
};

static struct watchdog_device device = {
    .info = &info,
    .ops = &operations,
    .timeout = SECONDS,
    .min_timeout = 1,
    .max_timeout = SUPERVISOR_ALIVE_MOST / MSEC_PER_SEC,
};

/* Whether the VM begins anew because it was hung. */
static bool __init was_hung(void)
{
    long status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, cos_start->id, 0, 0, NULL);

    return status >= 0 && status & SUPERVISOR_WAS_HUNG;
}

static int __init watchdog_dev_init(void)
{
    device.bootstatus = was_hung() ? WDIOF_CARDRESET : 0;
    watchdog_stop_on_reboot(&device);
    return watchdog_register_device(&device);
}
device_initcall(watchdog_dev_init);
