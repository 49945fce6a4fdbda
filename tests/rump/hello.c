/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    (void)argc;
    printf("%s: hello from process %d\n", argv[0], (int)getpid());
    return 0;
}
