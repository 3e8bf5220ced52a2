/* Holds a file open as a virus scanner or a backup does, shared with nobody, until its
   standard input ends. It prints a line once it has it. */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments)
{
	HANDLE file = count == 2
		? CreateFileW(arguments[1], GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL)
		: INVALID_HANDLE_VALUE;
	if (file == INVALID_HANDLE_VALUE) {
		fprintf(stderr, "hold: error %lu\n", GetLastError());
		return 1;
	}
	puts("held");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
