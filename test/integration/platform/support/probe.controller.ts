import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  ServiceUnavailableException,
  StreamableFile,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { CurrentPrincipal, Public, Roles } from '../../../../src/auth/access.decorators';
import type { Principal } from '../../../../src/auth/principal';
import { ApiProblems } from '../../../../src/common/api-problems';
import { Gate } from './gate';

/** What `GET probe/throws/:what` throws; a spec adds to it. */
export const THROWN = new Map<string, unknown>();

class RowDto {
  @IsString()
  @Length(1, 10)
  readonly site!: string;
}

class ThingDto {
  @Matches(/^[A-Z0-9_]{3,50}$/)
  readonly erp_reference!: string;

  @IsOptional()
  @IsIn(['active', 'inactive'])
  readonly status?: string;

  @IsOptional()
  @IsString()
  readonly password?: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => RowDto)
  readonly rows?: RowDto[];
}

class PageDto {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Type(() => Number)
  readonly limit?: number;
}

/** Routes of every kind that the platform has a rule for. */
@Controller('api/v1/probe')
export class ProbeController {
  constructor(private readonly gate: Gate) {}

  @Get()
  @ApiProblems(404)
  read(@CurrentPrincipal() { kind, name, role, account }: Principal, @Query() { limit }: PageDto): unknown {
    return { kind, name, role, account, limit: limit ?? null };
  }

  @Post()
  @Roles('operator')
  create(@Body() thing: ThingDto): unknown {
    return { thing };
  }

  @Delete()
  @Roles('admin')
  remove(): unknown {
    return { removed: true };
  }

  @Public()
  @Post('csv')
  csv(@Body() text: string): unknown {
    return { length: text.length, lines: text.split('\n').length };
  }

  @Public()
  @Get('throws/:what')
  throws(@Param('what') what: string): never {
    throw THROWN.get(what);
  }

  @Public()
  @Get(['number/:n', 'n/:n'])
  number(@Param('n', ParseIntPipe) n: number): unknown {
    return { n };
  }

  @Public()
  @Get('unhealthy')
  unhealthy(): never {
    throw new ServiceUnavailableException({
      status: 'error',
      details: { redis: { status: 'down' } },
    });
  }

  @Public()
  @Get('teapot')
  teapot(): never {
    throw new HttpException('short and stout', 418);
  }

  @Public()
  @Get('slow')
  async slow(): Promise<unknown> {
    await this.gate.pass();
    return { waited: true };
  }

  @Public()
  @Get('broken-stream')
  broken(): StreamableFile {
    async function* rows(): AsyncGenerator<string> {
      yield 'first row\n';
      await Promise.resolve();
      throw new Error('the source failed half-way');
    }
    return new StreamableFile(Readable.from(rows(), { objectMode: false }));
  }
}

/** Stands in for the health routes, which have rules of their own for limits and logs. */
@Public()
@Controller('health')
export class ProbeHealthController {
  @Get('live')
  live(): unknown {
    return { status: 'ok' };
  }
}
