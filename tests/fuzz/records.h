/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of libFuzzer whose inputs are sequences of records: each decides one step of a run. The
 * mutations keep the other records whole: they insert, remove, repeat, move and change some, and
 * splice two inputs. */
#ifndef RECORDS_H
#define RECORDS_H

#include <stddef.h>
#include <stdint.h>

extern const unsigned fuzz_record_bytes; /* each entry defines it */

/* Runs an input of whole records, perhaps none. */
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes);

#endif
