/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

int main(void)
{
    printf("bench hello 1\n");
    return 0;
}
