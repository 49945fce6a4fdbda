/* SPDX-License-Identifier: BSD-2-Clause */
/* Lives for a moment, over and over. With the symbol PLAIN its pages are not those of the program
 * without. */
#include <cos/print.h>
#include <cos/runtime.h>

#ifdef PLAIN
#define LIFE_US 300001 /* so its text differs */
static const char who[] = "plain";
#else
#define LIFE_US 300000
static const char who[] = "shared";
#endif

int main(const struct cos_start *start)
{
    (void)start;
    cos_print("%s: a life begins\n", who);
    cos_sleep(LIFE_US);
    return 0;
}
