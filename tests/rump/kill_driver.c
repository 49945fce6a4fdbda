/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills a driver or a switch under load and starts it again, several times; its id follows this
 * component's. Arguments: microseconds between, and before the first time. */
#include <check.h>
#include <cos/string.h>
#include <kill.h>

#define KILLS   20
#define LOAD_US 5000 /* between them */

/* The argument of that number, or what it is without. */
static uint64_t argument(const struct cos_start *start, unsigned number, uint64_t otherwise)
{
    const char *text = (const char *)start->blobs[0].address, *end = text + start->blobs[0].bytes;
    uint64_t us = 0;

    for (; number > 0 && text < end; number--)
        text += strlen(text) + 1;
    for (; text < end && *text != 0; text++)
        us = us * 10 + (uint64_t)(*text - '0');
    return us != 0 ? us : otherwise;
}

int main(const struct cos_start *start)
{
    const uint64_t driver = start->id + 1, us = argument(start, 0, LOAD_US);
    unsigned killed = 0;

    cos_sleep(argument(start, 1, 20 * LOAD_US));
    for (unsigned i = 0; i < KILLS; i++) {
        cos_sleep(us);
        killed += kill_and_restart(driver) == 0;
    }
    check_result(killed, KILLS, "the driver was killed and started again, each time");
    return check_done();
}
