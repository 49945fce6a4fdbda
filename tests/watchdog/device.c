/* SPDX-License-Identifier: BSD-2-Clause */
/* A program for a Linux VM that uses /dev/watchdog. Usage: device check|again|spin|sleep. check:
 * what the device says of itself, and that a proper close stops it. again: as sleep, until it finds
 * that the VM has begun anew because it was hung. Else it opens the device, gives itself two
 * seconds, pings for three, and then spins or sleeps. */
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void check(int holds, const char *what)
{
    printf("%s - %s\n", holds ? "ok" : "not ok", what);
}

static int set_time(int device, int seconds)
{
    return ioctl(device, WDIOC_SETTIMEOUT, &seconds) ? -1 : seconds;
}

static int time_left(int device)
{
    int seconds;

    return ioctl(device, WDIOC_GETTIMELEFT, &seconds) ? -1 : seconds;
}

static int time_of(int device)
{
    int seconds;

    return ioctl(device, WDIOC_GETTIMEOUT, &seconds) ? -1 : seconds;
}

static int was_hung(int device)
{
    int status;

    return !ioctl(device, WDIOC_GETBOOTSTATUS, &status) && status & WDIOF_CARDRESET;
}

static void check_device(int device)
{
    const unsigned wanted = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING | WDIOF_MAGICCLOSE;
    struct watchdog_info info;

    check(!ioctl(device, WDIOC_GETSUPPORT, &info) && (info.options & wanted) == wanted,
          "times, pings and the magic close are supported");
    check(time_of(device) == 60, "a program has 60 s unless it says otherwise");
    check(!was_hung(device), "the VM was not hung before");
    check(open("/dev/watchdog", O_WRONLY) < 0, "the device is open once only");
    check(set_time(device, 0) < 0 && time_of(device) == 60, "no time at all is refused");
    check(set_time(device, 3) == 3 && time_of(device) == 3, "a program chooses its time");
    sleep(2);
    check(time_left(device) == 1, "the time that is left");
    check(!ioctl(device, WDIOC_KEEPALIVE, 0) && time_left(device) >= 2, "a ping by ioctl");
    sleep(2);
    check(write(device, "x", 1) == 1 && time_left(device) >= 2, "a ping by writing");
    sleep(2);
    check(write(device, "V", 1) == 1 && !close(device), "a proper close");
    sleep(6);
    check(1, "stops it");
}

int main(int count, char **arguments)
{
    int device = open("/dev/watchdog", O_WRONLY);

    setbuf(stdout, NULL);
    if (count < 2 || device < 0) {
        perror("/dev/watchdog");
        return 1;
    }
    if (!strcmp(arguments[1], "check")) {
        check_device(device);
        return 0;
    }
    if (!strcmp(arguments[1], "again") && was_hung(device)) {
        check(write(device, "V", 1) == 1, "the VM knows that it was hung");
        return 0;
    }
    set_time(device, 2);
    for (int i = 0; i < 3; i++) {
        write(device, "x", 1);
        sleep(1);
    }
    while (strcmp(arguments[1], "spin"))
        sleep(1);
    for (;;)
        __asm__ volatile("");
}
