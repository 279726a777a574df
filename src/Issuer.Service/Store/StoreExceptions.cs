namespace Issuer.Service.Store;

/// <summary>
/// The store cannot answer now: disk full, I/O error, locked by another program, or too much work waiting. The append in question was
/// not acknowledged. The edge answers 503 with <c>Retry-After</c>; the store recovers by itself as soon as the cause is gone.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreUnavailableException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreUnavailableException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>When another attempt makes sense.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>What is stored cannot be read as what was written: a damaged page, or an event that is no JSON any more. Other streams are served.</summary>
public sealed class StoreDamagedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreDamagedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreDamagedException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Position of the damaged event, where it is an event.</summary>
    public long? Sequence { get; init; }
}

/// <summary>The database or keys directory is not one this program may open: newer schema, foreign file, unsafe permissions. The message says what to do.</summary>
public sealed class StoreRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreRefusedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreRefusedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
