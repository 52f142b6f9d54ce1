namespace Sutler.GoModules.Zip;

/// <summary>The order in which an h1 hash takes files: by the bytes of their names. Spec: H1-1, H1-3.</summary>
public sealed class H1Order
{
    private readonly int[] _order;
    private readonly int[] _lastOfSameName;

    /// <summary>Orders <paramref name="count"/> files; <paramref name="nameOf"/> gives the UTF-8 bytes of each name.</summary>
    public H1Order(int count, Func<int, ReadOnlySpan<byte>> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        _order = new int[count];
        for (var i = 0; i < count; i++)
        {
            _order[i] = i;
        }

        Array.Sort(_order, (left, right) => nameOf(left).SequenceCompareTo(nameOf(right)) is var order && order != 0 ? order : left - right);
        _lastOfSameName = new int[count];
        for (var rank = count - 1; rank >= 0; rank--)
        {
            var isLast = rank == count - 1 || !nameOf(_order[rank]).SequenceEqual(nameOf(_order[rank + 1]));
            _lastOfSameName[rank] = isLast ? _order[rank] : _lastOfSameName[rank + 1];
        }
    }

    /// <summary>Number of files.</summary>
    public int Count => _order.Length;

    /// <summary>The index of the file at <paramref name="rank"/>.</summary>
    public int this[int rank] => _order[rank];

    /// <summary>The index of the file whose content counts at <paramref name="rank"/>: the last one given with that name.</summary>
    public int LastOfSameName(int rank) => _lastOfSameName[rank];
}
