/* SPDX-License-Identifier: BSD-2-Clause */
/* Untrusted text in JSON (RFC 8259). */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdio.h>

/* Writes any bytes as a JSON string, which reads back as the same text. Each byte that is not part
 * of a UTF-8 character becomes U+FFFD. Characters that control a terminal become \uNNNN. */
void json_bytes(FILE *out, const char *bytes, size_t count);
/* The same for a string; NULL becomes the word null. */
void json_string(FILE *out, const char *string);

#endif
