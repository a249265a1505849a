import { createReadStream } from 'node:fs';
import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { Undocumented } from '../http/contract';
import { Public } from '../http/public';
import { DOCS_PAGE, DOCS_POLICY, DOCS_SCRIPT } from './docs-page';

const CACHED = 'public, max-age=86400';

/** Shows the contract to people: Swagger UI from our own disk, nothing from outside. */
@Undocumented()
@Public()
@Controller('docs')
export class DocsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  @Header('referrer-policy', 'no-referrer')
  page(): string {
    return DOCS_PAGE;
  }

  @Get('start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return DOCS_SCRIPT;
  }

  @Get('swagger-ui.js')
  @Header('cache-control', CACHED)
  viewer(): StreamableFile {
    return file('swagger-ui-dist/swagger-ui-bundle.js', 'text/javascript; charset=utf-8');
  }

  @Get('swagger-ui.css')
  @Header('cache-control', CACHED)
  style(): StreamableFile {
    return file('swagger-ui-dist/swagger-ui.css', 'text/css; charset=utf-8');
  }
}

function file(name: string, type: string): StreamableFile {
  return new StreamableFile(createReadStream(require.resolve(name)), { type });
}
