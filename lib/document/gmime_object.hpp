// GMime's objects, given back when they go; and its start.
#pragma once

#include <gmime/gmime.h>

namespace duesday::document {

/// A reference to an object of GLib's kind.
template <class T>
class Held {
public:
    explicit Held(T* object) : object_{object} {}
    ~Held()
    {
        if (object_ != nullptr)
            g_object_unref(object_);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    T* get() const { return object_; }

private:
    T* object_;
};

inline void start_gmime()
{
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
}

} // namespace duesday::document
