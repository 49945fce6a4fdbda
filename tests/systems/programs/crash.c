/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends by a mistake of its own. Usage: crash write | jump | abort */
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char *volatile nowhere = (char *)0x123;

    if (argc < 2)
        return 2;
    if (strcmp(argv[1], "write") == 0)
        *nowhere = 1;
    if (strcmp(argv[1], "jump") == 0)
        ((void (*)(void))nowhere)();
    if (strcmp(argv[1], "abort") == 0)
        abort();
    return 0;
}
