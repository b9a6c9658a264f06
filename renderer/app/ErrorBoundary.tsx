/** A screen that broke says so, says that no payment is lost by it, and offers the one step that helps. */
import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { Broken } from './pages.tsx';

interface BoundaryState {
  readonly error: Error | null;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override readonly state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('the screen broke', error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}
