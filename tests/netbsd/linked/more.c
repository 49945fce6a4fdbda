/* SPDX-License-Identifier: BSD-2-Clause */
#include "more.h"

int more(int number)
{
    return 2 * number;
}
