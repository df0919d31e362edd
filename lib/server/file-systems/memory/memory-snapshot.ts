import type { FileSystem } from '../file-system.ts';
import { refusal } from '../refusal.ts';
import { MemoryView, type MemoryVolume } from './memory-view.ts';
import type { Age } from './versioned.ts';

/** A tree in memory as it was kept. */
export class MemorySnapshot extends MemoryView implements FileSystem {
  readonly readOnly = true;
  protected readonly age: Age;

  constructor(volume: MemoryVolume, age: Age) {
    super(volume);
    this.age = age;
  }

  async create(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async remove(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async rename(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async update(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }
}
