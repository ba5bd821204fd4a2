using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>The steps of one state of a linear scan.</summary>
internal ref struct LinearScanHead<L>(LinearScanShape shape, bool isReversed)
    where L : struct, ILanes<L>
{
    private readonly int _keys = shape.KeyWidth;
    private readonly int _values = shape.ValueWidth;
    private readonly int _writes = shape.Writes;
    private readonly int _steps = shape.Steps;
    private readonly bool _isReversed = isReversed;

    /// <summary>The state before the steps, [K, V].</summary>
    public required ref float Start;

    /// <summary>The state after them.</summary>
    public required ref float End;

    /// <summary>The factors of step 0.</summary>
    public required ref float Decay;

    /// <summary>The first key of what is written.</summary>
    public required ref float Write;

    /// <summary>The first value.</summary>
    public required ref float Value;

    /// <summary>The first key of step 0 that reads.</summary>
    public required ref float Read;

    /// <summary>The first key that is erased.</summary>
    public required ref float Erase;

    /// <summary>What is read at step 0.</summary>
    public required ref float Result;

    /// <summary>Elements between the factors of neighbouring steps.</summary>
    public required nint DecayStep;

    /// <summary>Elements between the factors of neighbouring keys.</summary>
    public required nint DecayByKey;

    /// <summary>Elements between the factors of neighbouring values.</summary>
    public required nint DecayByValue;

    /// <summary>Elements between neighbouring writes.</summary>
    public required nint WriteStep;

    /// <summary>Elements between neighbouring values.</summary>
    public required nint ValueStep;

    /// <summary>Elements between the reads of neighbouring steps.</summary>
    public required nint ReadStep;

    /// <summary>Elements between the reads of one step.</summary>
    public required nint ReadHead;

    /// <summary>Elements between neighbouring erased keys.</summary>
    public required nint EraseStep;

    /// <summary>Elements between the results of neighbouring steps.</summary>
    public required nint ResultStep;

    /// <summary>How often a step reads the state.</summary>
    public required int Reads;

    /// <summary>Whether what the state holds is subtracted from values.</summary>
    public required bool Erases;

    // Each key and each value have a factor of their own. All others are applied while a write passes over the state.
    private readonly bool IsDense => DecayByKey != 0 && DecayByValue != 0;

    /// <summary>Runs all steps of some columns.</summary>
    public void Run(Share columns)
    {
        var column = columns.Start;
        for (; column <= columns.End - LaneGroup4<L>.Count; column += LaneGroup4<L>.Count)
            Run<LaneGroup4<L>>(column, LaneGroup4<L>.Count);
        for (; column <= columns.End - LaneGroup2<L>.Count; column += LaneGroup2<L>.Count)
            Run<LaneGroup2<L>>(column, LaneGroup2<L>.Count);
        for (; column < columns.End; column += L.Count)
            Run<LaneGroup1<L>>(column, Math.Min(L.Count, columns.End - column));
    }

    /// <summary>Runs all steps of some columns, at most as many as a group has.</summary>
    private void Run<G>(int column, int width)
        where G : struct, ILaneGroup<G>
    {
        // Columns lie side by side in room of their own, unless there are too few writes to make up for copying them there.
        var isPacked = width < G.Count || (_values > width && _steps * _writes > 2);
        ref var room = ref Scratch.Take((_keys * (G.Count + 1)) + (3 * G.Count));
        ref var erasing = ref Unsafe.Add(ref room, _keys * G.Count);
        ref var partial = ref Unsafe.Add(ref erasing, _keys);
        ref var end = ref Unsafe.Add(ref End, column);
        ref var state = ref isPacked ? ref room : ref end;
        var stride = isPacked ? G.Count : (nint)_values;
        ref var source = ref Unsafe.Add(ref Start, column);
        var sourceStride = (nint)_values;
        if (isPacked)
        {
            Copy(ref source, _values, ref room, G.Count, width, G.Count);
            source = ref room;
            sourceStride = G.Count;
        }

        var held = default(G);
        for (var i = 0; i < _steps * _writes; i++)
        {
            var (t, n) = Place(i);
            ref var factors = ref Unsafe.Add(ref Decay, t * DecayStep);
            var decays = n == 0;
            if (decays && IsDense)
            {
                Scale<G>(ref source, sourceStride, ref state, stride, ref Unsafe.Add(ref factors, column), width, ref partial);
                source = ref state;
                sourceStride = stride;
            }

            var byColumn = decays && DecayByKey == 0 ? ColumnFactors<G>(ref factors, column, width, ref partial) : G.Create(1);
            if (Erases && (i == 0 || (decays && IsDense)))
                held = Sum<G>(ref Erasing(i, ref erasing), ref source, sourceStride);
            var error = LoadPart<G>(ref Unsafe.Add(ref Value, (((nint)t * _writes) + n) * ValueStep + column), width, ref partial);
            if (Erases)
                error = error.Minus(held.Times(byColumn));

            var isLast = n == _writes - 1;
            var pass = new Pass<G>(ref source, sourceStride, ref state, stride, _keys)
            {
                Factors = ref factors,
                FactorStride = DecayByKey,
                ByColumn = byColumn,
                Write = ref Unsafe.Add(ref Write, (((nint)t * _writes) + n) * WriteStep),
                Error = error,
                Read = ref Unsafe.Add(ref Read, t * ReadStep),
                Erase = ref erasing,
            };
            var erasesNext = Erases && i < (_steps * _writes) - 1 && !(isLast && IsDense);
            if (erasesNext)
                pass.Erase = ref Erasing(i + 1, ref erasing);
            var sum = pass.Run(decays && DecayByKey != 0 && !IsDense, isLast, erasesNext, ref held);
            source = ref state;
            sourceStride = stride;
            if (!isLast)
                continue;
            ref var result = ref Unsafe.Add(ref Result, (t * ResultStep) + column);
            StorePart(sum, ref result, width, ref partial);
            for (var r = 1; r < Reads; r++)
            {
                sum = Sum<G>(ref Unsafe.Add(ref Read, (t * ReadStep) + (r * ReadHead)), ref state, stride);
                StorePart(sum, ref Unsafe.Add(ref result, r * _values), width, ref partial);
            }
        }

        if (isPacked)
            Copy(ref room, G.Count, ref end, _values, width, width);
    }

    // The step and the write that come at a place in the order of all writes.
    private readonly (int Step, int Write) Place(int i)
    {
        var (step, write) = Math.DivRem(i, _writes);
        return (_isReversed ? _steps - 1 - step : step, write);
    }

    /// <summary>What a write erases, times the factors by which keys decay before it.</summary>
    private readonly ref float Erasing(int i, ref float room)
    {
        var (t, n) = Place(i);
        ref var erase = ref Unsafe.Add(ref Erase, (((nint)t * _writes) + n) * EraseStep);
        if (n > 0 || DecayByKey == 0 || IsDense)
            return ref erase;
        ref var factors = ref Unsafe.Add(ref Decay, t * DecayStep);
        for (nint k = 0; k < _keys; k++)
            Unsafe.Add(ref room, k) = Unsafe.Add(ref erase, k) * Unsafe.Add(ref factors, k * DecayByKey);
        return ref room;
    }

    private readonly G ColumnFactors<G>(ref float factors, int column, int width, ref float partial)
        where G : struct, ILaneGroup<G> =>
        DecayByValue == 0 ? G.Create(factors) : LoadPart<G>(ref Unsafe.Add(ref factors, column), width, ref partial);

    private static G LoadPart<G>(ref float source, int width, ref float partial)
        where G : struct, ILaneGroup<G>
    {
        if (width == G.Count)
            return G.Load(ref source, 0);
        G.Create(0).Store(ref partial, 0);
        for (var i = 0; i < width; i++)
            Unsafe.Add(ref partial, i) = Unsafe.Add(ref source, i);
        return G.Load(ref partial, 0);
    }

    private static void StorePart<G>(G value, ref float destination, int width, ref float partial)
        where G : struct, ILaneGroup<G>
    {
        if (width == G.Count)
        {
            value.Store(ref destination, 0);
            return;
        }

        value.Store(ref partial, 0);
        for (var i = 0; i < width; i++)
            Unsafe.Add(ref destination, i) = Unsafe.Add(ref partial, i);
    }

    private readonly void Copy(ref float source, nint sourceStride, ref float destination, nint stride, int width, int filled)
    {
        for (nint k = 0; k < _keys; k++)
        {
            for (var i = 0; i < filled; i++)
                Unsafe.Add(ref destination, (k * stride) + i) = i < width ? Unsafe.Add(ref source, (k * sourceStride) + i) : 0;
        }
    }

    /// <summary>The rows of the state times their factors, one for each element.</summary>
    private readonly void Scale<G>(ref float source, nint sourceStride, ref float state, nint stride, ref float factors, int width, ref float partial)
        where G : struct, ILaneGroup<G>
    {
        for (nint k = 0; k < _keys; k++)
        {
            var row = G.Load(ref Unsafe.Add(ref source, k * sourceStride), 0);
            row.Times(LoadPart<G>(ref Unsafe.Add(ref factors, k * DecayByKey), width, ref partial)).Store(ref state, k * stride);
        }
    }

    /// <summary>The sum of the rows of the state, each times its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly G Sum<G>(ref float factors, ref float state, nint stride)
        where G : struct, ILaneGroup<G>
    {
        var sum = default(G);
        for (nint k = 0; k < _keys; k++)
        {
            sum = sum.Plus(Unsafe.Add(ref factors, k), G.Load(ref state, 0));
            state = ref Unsafe.Add(ref state, stride);
        }

        return sum;
    }

    /// <summary>
    /// One write's way over the rows: each decays, takes in what is written, is added to what is read and to what the next
    /// write erases.
    /// </summary>
    private ref struct Pass<G>(ref float source, nint sourceStride, ref float state, nint stride, int keys)
        where G : struct, ILaneGroup<G>
    {
        private readonly ref float _source = ref source;
        private readonly nint _sourceStride = sourceStride;
        private readonly ref float _state = ref state;
        private readonly nint _stride = stride;
        private readonly int _keys = keys;

        /// <summary>A factor for each row.</summary>
        public required ref float Factors;

        /// <summary>Elements between them.</summary>
        public required nint FactorStride;

        /// <summary>A factor for each column, where rows have none.</summary>
        public required G ByColumn;

        /// <summary>How much of the error each row takes in.</summary>
        public required ref float Write;

        /// <summary>What is written.</summary>
        public required G Error;

        /// <summary>How much of each row is read.</summary>
        public required ref float Read;

        /// <summary>How much of each row the next write erases.</summary>
        public required ref float Erase;

        /// <summary>Goes over the rows; gives what is read.</summary>
        public readonly G Run(bool byRow, bool reads, bool erases, ref G held) => (byRow, reads, erases) switch
        {
            (false, true, true) => Run<No, Yes, Yes>(ref held),
            (true, true, true) => Run<Yes, Yes, Yes>(ref held),
            (false, true, false) => Run<No, Yes, No>(ref held),
            (true, true, false) => Run<Yes, Yes, No>(ref held),
            (false, false, true) => Run<No, No, Yes>(ref held),
            (true, false, true) => Run<Yes, No, Yes>(ref held),
            (false, false, false) => Run<No, No, No>(ref held),
            (true, false, false) => Run<Yes, No, No>(ref held),
        };

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly G Run<TByRow, TReads, TErases>(ref G held)
            where TByRow : struct, IChoice
            where TReads : struct, IChoice
            where TErases : struct, IChoice
        {
            var (byColumn, error) = (ByColumn, Error);
            ref var source = ref _source;
            ref var state = ref _state;
            ref var factor = ref Factors;
            var (sum, next) = (default(G), default(G));
            for (nint k = 0; k < _keys; k++)
            {
                var row = G.Load(ref source, 0);
                row = TByRow.IsTaken ? row.Times(factor) : row.Times(byColumn);
                row = row.Plus(Unsafe.Add(ref Write, k), error);
                row.Store(ref state, 0);
                if (TReads.IsTaken)
                    sum = sum.Plus(Unsafe.Add(ref Read, k), row);
                if (TErases.IsTaken)
                    next = next.Plus(Unsafe.Add(ref Erase, k), row);
                if (TByRow.IsTaken)
                    factor = ref Unsafe.Add(ref factor, FactorStride);
                source = ref Unsafe.Add(ref source, _sourceStride);
                state = ref Unsafe.Add(ref state, _stride);
            }

            held = next;
            return sum;
        }
    }

    private interface IChoice
    {
        static abstract bool IsTaken { get; }
    }

    private readonly struct Yes : IChoice
    {
        public static bool IsTaken => true;
    }

    private readonly struct No : IChoice
    {
        public static bool IsTaken => false;
    }
}
