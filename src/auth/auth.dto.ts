import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import type { Role } from '../config/configuration';
import type { Principal } from './principal';

const ROLES = ['viewer', 'operator', 'admin'] as const;

export class LoginDto {
  @ApiProperty({ description: 'Microshare user name', example: 'planner@pest.example', maxLength: 254 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(254)
  readonly username!: string;

  @ApiProperty({ description: 'Microshare password', format: 'password', maxLength: 1024 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1024)
  readonly password!: string;

  @ApiPropertyOptional({ description: 'Sent by older clients; ignored', deprecated: true })
  @IsOptional()
  @IsString()
  readonly environment?: string;
}

/** Either an API key, or user name and password. */
export class OpenSessionDto {
  @ApiPropertyOptional({
    description: 'Microshare user name',
    example: 'planner@pest.example',
    maxLength: 254,
  })
  @ValidateIf(byPassword)
  @IsString()
  @IsNotEmpty({ message: '$property must be given, or api_key' })
  @MaxLength(254)
  readonly username?: string;

  @ApiPropertyOptional({ description: 'Microshare password', format: 'password', maxLength: 1024 })
  @ValidateIf(byPassword)
  @IsString()
  @IsNotEmpty()
  @MaxLength(1024)
  readonly password?: string;

  @ApiPropertyOptional({
    description: 'In place of user name and password',
    format: 'password',
    maxLength: 1024,
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1024)
  readonly api_key?: string;
}

export class UserInfoDto {
  @ApiProperty({ example: 'planner@pest.example' })
  readonly username!: string;

  @ApiProperty({ enum: ROLES })
  readonly role!: Role;

  @ApiProperty({ description: 'Opaque key of the Microshare account', example: '5f0c2a9be1d34476' })
  readonly account!: string;
}

export class LoginAnswerDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;

  @ApiProperty({ description: 'Send it as `Authorization: Bearer …`', example: 'tls_9f2c' })
  readonly session_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  readonly token_type!: 'Bearer';

  @ApiProperty({ format: 'date-time' })
  readonly expires_at!: string;

  @ApiProperty({ type: () => UserInfoDto })
  readonly user_info!: UserInfoDto;
}

export class LogoutAnswerDto {
  @ApiProperty({ example: true })
  readonly success!: boolean;
}

/** Who is calling. */
export class CallerDto {
  @ApiProperty({ enum: ['api_key', 'session'] })
  readonly kind!: Principal['kind'];

  @ApiProperty({ description: "The API key's name, or the user name", example: 'planner@pest.example' })
  readonly name!: string;

  @ApiProperty({ enum: ROLES })
  readonly role!: Role;

  @ApiPropertyOptional({ description: 'End of the session; absent for API keys', format: 'date-time' })
  readonly expires_at?: string;
}

export class AuthStatusDto extends CallerDto {
  @ApiProperty({ example: true })
  readonly authenticated!: boolean;
}

export class TokenValidityDto extends CallerDto {
  @ApiProperty({ example: true })
  readonly valid!: boolean;
}

function byPassword({ api_key: apiKey }: OpenSessionDto): boolean {
  return apiKey === undefined;
}
