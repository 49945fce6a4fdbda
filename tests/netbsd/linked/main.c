/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "more.h"

int main(int count, char **values)
{
    printf("main() has %d arguments, the last is '%s'\n", count, values[count - 1]);
    return more(strlen(values[count - 1])) != 18;
}
