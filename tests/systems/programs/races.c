/* SPDX-License-Identifier: BSD-2-Clause */
/* Built with a sanitizer, which needs its shadow memory. Argument: a fault for it to find. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static long counter;

static void *count(void *unused)
{
    for (int i = 0; i < 1000; i++)
        counter++;
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    char *memory = malloc(16);

    if (argc > 1 && !strcmp(argv[1], "overflow"))
        memory[8 + strlen(argv[1])] = 1; /* one beyond the end */
    if (argc > 1 && !strcmp(argv[1], "race")) {
        for (int i = 0; i < 2; i++)
            pthread_create(&threads[i], NULL, count, NULL);
        for (int i = 0; i < 2; i++)
            pthread_join(threads[i], NULL);
    }
    free(memory);
    check(counter >= 0, "a program with a sanitizer runs");
    return check_done("sanitized");
}
