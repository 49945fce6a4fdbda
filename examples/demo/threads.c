/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the primes below LIMIT in several threads that share one counter under a mutex. Usage:
 * threads COUNT */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define LIMIT    60000
#define EXPECTED 6057 /* pi(60000) */
#define CHUNK    500
#define MOST     16

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next_chunk, primes;

static int is_prime(int n)
{
    if (n < 2)
        return 0;
    for (int d = 2; d * d <= n; d++)
        if (n % d == 0)
            return 0;
    return 1;
}

static void *work(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        int from = next_chunk;
        next_chunk += CHUNK;
        pthread_mutex_unlock(&lock);
        if (from >= LIMIT)
            return unused;
        int found = 0;
        for (int n = from; n < from + CHUNK && n < LIMIT; n++)
            found += is_prime(n);
        pthread_mutex_lock(&lock);
        primes += found;
        pthread_mutex_unlock(&lock);
    }
}

int main(int argc, char **argv)
{
    int count = argc == 2 ? atoi(argv[1]) : 0;
    pthread_t thread[MOST];
    if (count < 1 || count > MOST) {
        fprintf(stderr, "usage: threads COUNT (1 to %d)\n", MOST);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        if (pthread_create(&thread[i], NULL, work, NULL)) {
            perror("threads: pthread_create");
            return 1;
        }
    }
    for (int i = 0; i < count; i++)
        pthread_join(thread[i], NULL);
    printf("beta: %d threads found %d primes below %d\n", count, primes, LIMIT);
    return primes == EXPECTED ? 0 : 1;
}
