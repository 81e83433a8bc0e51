/** Which of the rows that are set aside are meant, by what they have in common. Several conditions have to hold together. */
export type RowCondition =
  | {
      /**
       * `column`: one of its bad cells is of the column of this name, without regard to case. `reason`: the reason of one of
       * them has this text in it, without regard to case. `object`: the URL of its file. `prefix`: what that begins with.
       */
      readonly field: 'column' | 'reason' | 'object' | 'prefix';
      readonly isNot: boolean;
      readonly text: string;
    }
  | {
      /** It is set aside for longer than this, or not. */
      readonly field: 'age';
      readonly isOlder: boolean;
      readonly milliseconds: number;
    };
