// Every committed file that is made from the code; --check compares instead of writing.
await import('./configuration-page.mjs');
await import('./openapi-document.mjs');
