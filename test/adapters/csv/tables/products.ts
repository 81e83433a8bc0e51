/** The shipped table of products, and two sources: below `headed/` CSV files have a header. What LOADER_TABLES names. */
import { defineSource } from '../../../../domain/table/index.ts';
import { testProduct } from '../../../../domain/tables/test-product.ts';

export default [
  testProduct,
  defineSource({ name: 'plain' }),
  defineSource({ name: 'headed', prefix: 'headed/', csv: { header: true, noSupplementalLogText: '<absent>' } }),
];
