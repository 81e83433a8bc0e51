/** Every table that the loader knows. A new one is imported here and added to the list. */
import { testProduct } from './test-product.ts';

export default [testProduct];
