import { ApiProperty } from '@nestjs/swagger';
import type { ErpConnection } from '../erp/erp-connections';

export class ConnectionFindingDto {
  @ApiProperty({ example: 'odoo' }) system!: string;
  @ApiProperty() works!: boolean;
  @ApiProperty({ type: 'integer', description: 'Milliseconds', example: 212 }) took_ms!: number;
  @ApiProperty({ example: 'Odoo 17.0; planner sees 413 inspection points' }) detail!: string;
  @ApiProperty({ type: [String], description: 'What an administrator has to do; empty when all is well' })
  remedies!: string[];
  @ApiProperty({ type: [String], description: 'What works today and may not be enough, or not for ever' })
  warnings!: string[];
}

export class ConnectionReportDto {
  @ApiProperty({ description: 'All connections work' }) success!: boolean;
  @ApiProperty({ type: [ConnectionFindingDto] }) connections!: ConnectionFindingDto[];
}

class LanguageDto {
  @ApiProperty({ example: 'fr_FR' }) code!: string;
  @ApiProperty({ example: 'French / Français' }) name!: string;
}

class CompanyDto {
  @ApiProperty({ example: '1' }) id!: string;
  @ApiProperty({ example: 'Northbank Pest Control' }) name!: string;
  @ApiProperty({ description: 'Its records are read and written' }) used!: boolean;
}

class RightDto {
  @ApiProperty({ example: 'product.product' }) model!: string;
  @ApiProperty({ description: 'The app that brings this model is installed' }) installed!: boolean;
  @ApiProperty() read!: boolean;
  @ApiProperty() write!: boolean;
}

class FieldDto {
  @ApiProperty({ example: 'default_code' }) name!: string;
  @ApiProperty({ example: 'Internal Reference' }) label!: string;
  @ApiProperty({ example: 'char' }) type!: string;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'The model it leads to' })
  relation!: string | null;
  @ApiProperty() readonly!: boolean;
  @ApiProperty() required!: boolean;
}

class CapabilitiesDto {
  @ApiProperty({ example: 'Odoo 18.0' }) server!: string;
  @ApiProperty({ example: '18.0-20250421' }) version!: string;
  @ApiProperty({ example: 'https://odoo.example/' }) address!: string;
  @ApiProperty({ example: 'xmlrpc' }) transport!: string;
  @ApiProperty({ example: 'planner' }) account!: string;
  @ApiProperty({ type: 'integer', example: 413 }) visible_points!: number;
  @ApiProperty({ example: 'en_US', description: 'In which names are read and written' }) language!: string;
  @ApiProperty({ type: [LanguageDto] }) languages!: LanguageDto[];
  @ApiProperty({ type: [CompanyDto] }) companies!: CompanyDto[];
  @ApiProperty({
    type: [String],
    nullable: true,
    example: ['product', 'stock'],
    description: 'Installed modules; null where this account may not see them',
  })
  modules!: string[] | null;
  @ApiProperty({ type: [RightDto] }) rights!: RightDto[];
  @ApiProperty({ type: [FieldDto], description: 'Fields of the record of an inspection point' })
  fields!: FieldDto[];
  @ApiProperty({ type: [String], description: 'What an administrator of the ERP has to mend' })
  missing!: string[];
  @ApiProperty({ type: [String] }) warnings!: string[];
  @ApiProperty({ format: 'date-time' }) read_at!: string;
}

export class ConnectionDto {
  @ApiProperty({ example: 'default' }) id!: string;
  @ApiProperty({ example: 'odoo' }) system!: string;
  @ApiProperty({ type: CapabilitiesDto, nullable: true, description: 'null while it could not be read' })
  capabilities!: CapabilitiesDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why reading it failed' })
  last_error!: string | null;

  static of({ id, system, description, readAt, lastError }: ErpConnection): ConnectionDto {
    const capabilities =
      description === undefined || readAt === undefined ? null : capabilitiesOf(description, readAt);
    return { id, system, capabilities, last_error: lastError ?? null };
  }
}

export class ConnectionsDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [ConnectionDto] }) connections!: ConnectionDto[];
}

function capabilitiesOf(
  {
    visiblePoints,
    languages,
    companies,
    modules,
    rights,
    fields,
    missing,
    warnings,
    ...plain
  }: NonNullable<ErpConnection['description']>,
  readAt: Date,
): CapabilitiesDto {
  return {
    ...plain,
    visible_points: visiblePoints,
    languages: [...languages],
    companies: [...companies],
    modules: modules && [...modules],
    rights: [...rights],
    fields: [...fields],
    missing: [...missing],
    warnings: [...warnings],
    read_at: readAt.toISOString(),
  };
}
