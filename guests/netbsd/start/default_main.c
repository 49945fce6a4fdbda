/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For VMs without a local client, which only serve others. An archive member of its own: the linker
 * takes it if nobody else has a main(). That is never called; no thread is made for it.
 */
#include "start.h"

const char start_no_client = 1;

int main(void)
{
    return 0;
}
