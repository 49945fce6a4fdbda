/* SPDX-License-Identifier: BSD-2-Clause */
/* Says, half a second after it has begun, that its VM is ready, and ends later. */
#include <stdio.h>
#include <sys/ready.h>
#include <time.h>

int main(void)
{
    const struct timespec half = {.tv_nsec = 500000000};

    nanosleep(&half, NULL);
    if (posix_ready() != 0)
        return 1;
    printf("has said that it is ready\n");
    fflush(stdout);
    for (unsigned i = 0; i < 4; i++)
        nanosleep(&half, NULL);
    return 0;
}
