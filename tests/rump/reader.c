/* SPDX-License-Identifier: BSD-2-Clause */
/* A client that reads from a pipe that has no writer, until it is killed. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    char byte;

    if (pipe(ends))
        return 1;
    printf("reading\n");
    printf("not ok - read returned %d\n", (int)read(ends[0], &byte, 1));
    return 1;
}
