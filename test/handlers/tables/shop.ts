/** What LOADER_TABLES names: the tables and the source of a shop. */
import { CUSTOMER, ORDERS, SHOP_SOURCE } from '../../factories/shop.ts';

export default [CUSTOMER, ORDERS, SHOP_SOURCE];
